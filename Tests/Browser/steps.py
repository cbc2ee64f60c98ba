"""What several walks through the pages need: the task, which comes on standard input, and steps."""

import json, os, signal, sys, time

task = json.load(sys.stdin)
url, admin, member = task["url"], task["admin"], task["member"]

# How the newest export or import is.
state = "document.querySelector('.export').dataset.state"


def save(tab, folder):
    """Presses the link of the newest export, and gives the path of what the browser has saved."""
    link = "document.querySelector('.export a[download]')"
    name = tab.wait(f"{link}?.href && {link}.download")
    path = os.path.join(folder, name)
    tab.browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder,
                     eventsEnabled=True)
    tab.evaluate(f"{link}.click()")
    return wait_for_file(path)


def wait_for_file(path):
    """Waits until the browser has saved a file, which has another name until it is whole."""
    end = time.monotonic() + 30
    while not os.path.exists(path) and time.monotonic() < end: time.sleep(0.05)
    return path


def kill_responders():
    with open(task["facts"]) as file: pids = json.load(file)["responder_pids"]
    for pid in pids: os.kill(pid, signal.SIGKILL)
    return pids


def wait_for_others(before):
    """Waits until other responders have taken the place of those."""
    while True:
        with open(task["facts"]) as file: now = json.load(file)["responder_pids"]
        if now and not set(now) & set(before): return
        time.sleep(0.05)
