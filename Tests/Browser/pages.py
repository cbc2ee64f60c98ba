"""What people do with the pages: reads a task from standard input, does it in Chromium, and writes
what came of it, both in JSON. `Pages.swift` says what should."""

import json, os, queue, sys, time

from browser import Browser, Tab
from console import *
from road import Road
from steps import *

member_pages = ["", "venues", "venues/3", "venues/3?view=month", "bookings", "forum", "forum/general",
                "topics/1", "fasts", "fasts/1", "garden", "me"]
admin_pages = ["", "?order=asc", "export", "import", "venues", "items", "programs", "events", "fasts",
               "plants", "plants?status=identified", "gallery", "users", "webhooks",
               "health", "operations"]

# What no page may have: content wider than the screen, controls without a name, an id twice.
survey = """(() => {
    const named = (one) => one.getAttribute("aria-label") || one.labels?.length || one.textContent.trim()
        || one.querySelector("img[alt]:not([alt=''])");
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    return [
        document.documentElement.scrollWidth > innerWidth ? "wider than the screen" : "",
        ...[...document.querySelectorAll("button, input, select, textarea, a[href]")]
            .filter((one) => !named(one)).map((one) => `no name: ${one.outerHTML.slice(0, 80)}`),
        ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `twice: ${id}`),
        document.querySelectorAll("h1").length === 1 ? "" : "not one h1",
        document.querySelectorAll("main").length === 1 ? "" : "not one main",
        document.title ? "" : "no title",
    ].filter(Boolean);
})()"""


def every_page(tab):
    """Looks at every page as someone unknown, as a member and as an administrator."""
    flaws = []

    def look(path):
        tab.open(url + path)
        for width, scheme in ((360, "dark"), (1280, "light")):
            tab.show(width, 800, scheme)
            flaws.extend(f"{path}, {width}: {flaw}" for flaw in tab.evaluate(survey))

    for page in member_pages: look(f"/#/{page}")
    look("/docs/")
    for person, pages, base in ((member, member_pages, "/"), (admin, admin_pages, "/admin/")):
        tab.browser.call("Storage.clearCookies")
        tab.evaluate("localStorage.clear()")
        tab.open(url + base)
        tab.log_in(**person)
        for page in pages: look(f"{base}#/{page}")
    # A page of its own for what is not there; the browser reports its status as it does any other.
    look("/nothing")
    tab.expect("/nothing")
    return {"flaws": flaws}


def decide(tab):
    """Filters the bookings, confirms one, and reads its history."""
    tab.open(url + "/admin/")
    tab.log_in(**admin)
    tab.fill("Status", "pending")
    tab.settle()
    cells = "[...document.querySelectorAll('td[data-label=Status]')].map((one) => one.textContent)"
    statuses = tab.evaluate(cells)
    first = "document.querySelector('td[data-label=Reference]').textContent"
    pages = [tab.evaluate(first)]
    tab.click("Next")
    tab.settle()
    pages.append(tab.evaluate(first))
    tab.click("Previous")
    tab.settle()
    pages.append(tab.evaluate(first))
    tab.click(f"Confirm {pages[0]}")
    tab.fill("Reason", "Agreed by telephone", "dialog")
    tab.click("Confirm the booking")
    tab.wait("!document.querySelector('dialog')")
    tab.settle()
    tab.fill("Status", "")
    tab.fill("Search", pages[0])
    tab.settle()
    tab.click(f"{pages[0]}: details")
    history = tab.wait("document.querySelector('dialog .entries')?.innerText")
    return {"statuses": statuses, "pages": pages, "history": history}


def export(tab):
    """Exports in every format, and saves the files."""
    tab.open(url + "/admin/#/export")
    tab.log_in(**admin)
    files = {}
    for format in ("csv", "json", "ndjson"):
        tab.fill("Format", format)
        tab.click("Export", "main form button")
        tab.wait(f"{state} !== 'running'", 60)
        files[format] = save(tab, task["folder"])
    return {"files": files, "marks": tab.evaluate(
        "[...document.querySelectorAll('.export .pill')].map((one) => one.textContent)")}


def cuts(tab):
    """Cuts exports everywhere, in the page's own code."""
    tab.open(url + "/admin/")
    with open(os.path.join(os.path.dirname(__file__), "cuts.js")) as file:
        return {"tried": tab.evaluate(file.read())}


def cut_off(tab):
    """Kills the responders in the middle of an export, and goes on with it: at once, and after the
    page was closed."""
    road = Road(task["port"])
    tab.open(road.url + "/admin/#/export")
    tab.log_in(**admin)
    files, progress, marks = {}, [], []
    rows = "Number(document.querySelector('.export .number-line').textContent.match(/^([0-9,]+) of/)" \
        "?.[1].replaceAll(',', ''))"
    for format in ("csv", "json"):
        road.rate = 400_000
        tab.fill("Format", format)
        tab.click("Export", "main form button")
        progress.append(tab.wait(f"{rows} > 0 && document.querySelector('.export progress').value"))
        before = kill_responders()
        tab.wait(f"{state} === 'cut-off'", 60)
        marks.append(tab.evaluate("document.querySelector('.export .notice.bad').textContent"))
        progress.append(tab.evaluate("document.querySelector('.export progress').value"))
        road.rate = 0
        wait_for_others(before)
        if format == "json":
            tab.open(road.url + "/admin/")
            tab.open(road.url + "/admin/#/export")
        tab.click("Go on")
        tab.wait(f"{state} === 'whole'", 60)
        files[format] = save(tab, task["folder"])
    # The browser's log names the requests that broke.
    tab.expect("ERR_INCOMPLETE_CHUNKED_ENCODING")
    return {"files": files, "progress": progress, "marks": marks}


def tab_memory(tab, pids):
    """Bytes that the tab takes: its heaps by DevTools, its processes by the kernel."""
    heap = resident = 0
    for session in (tab.session, *tab.workers):
        answer = tab.browser.send("Runtime.getHeapUsage", session)
        try: heap += answer.get(timeout=1)["result"]["usedSize"]
        except (queue.Empty, KeyError): pass  # A worker that has ended has no heap.
    for pid in pids:
        with open(f"/proc/{pid}/statm") as file: resident += int(file.read().split()[1]) * 4096
    return {"heap": heap, "resident": resident}


def memory(tab):
    """Exports all bookings, and watches the tab's memory in the first and in the second half."""
    tab.open(url + "/admin/#/export")
    tab.log_in(**admin)
    tab.fill("Format", "ndjson")
    # A small export loads what is loaded once.
    for status in ("rejected", ""):
        tab.fill("Status", status)
        tab.call("HeapProfiler.collectGarbage")
        processes = tab.browser.call("SystemInfo.getProcessInfo")["processInfo"]
        pids = [one["id"] for one in processes if one["type"] == "renderer"]
        halves = [dict(tab_memory(tab, pids)) for _ in range(2)]
        tab.click("Export", "main form button")
        while tab.evaluate(f"{state} === 'running'"):
            share = tab.evaluate("document.querySelector('.export progress').position")
            half = halves[0 if share < 0.5 else 1]
            for name, size in tab_memory(tab, pids).items(): half[name] = max(half[name], size)
    return {"first": halves[0], "second": halves[1], "state": tab.evaluate(state),
            "bytes": os.path.getsize(save(tab, task["folder"]))}


def book(tab):
    """Books a free hour of a venue's calendar, and the same hour again."""
    tab.open(url + "/#/venues/3")
    tab.log_in(**member)
    for _ in range(30):
        tab.click("Later")
        tab.settle()
        free = tab.evaluate("document.querySelector('.calendar button.free')?.getAttribute('aria-label')")
        if free: break
    tab.click(free)
    tab.fill("Guests", "7", "dialog")
    tab.fill("Notes", "<b>By the window</b>, please", "dialog")
    tab.click("Book", "dialog button[type=submit]")
    tab.wait("!document.querySelector('dialog')")
    said = tab.wait("document.querySelector('.toast').textContent.match(/Booked: .*/)?.[0]")
    tab.settle()
    label = free.replace("free", "taken")
    taken = tab.evaluate(f"!!document.querySelector('.calendar [aria-label={json.dumps(label)}]')")
    return {"reference": said.split()[-1], "taken": taken}


def series(tab):
    """Books the same hours of three weeks, and then those of four, of which three are taken."""
    tab.open(url + "/#/venues/3")
    tab.log_in(**member)
    outcomes = []
    for times in ("3", "4"):
        tab.click("Book", ".bar button.primary")
        tab.fill("Day", task["day"], "dialog")
        tab.fill("Repeat", "WEEKLY", "dialog")
        tab.fill("How many times", times, "dialog")
        if outcomes: tab.click("Leave out", "dialog label")
        tab.click("Book", "dialog button[type=submit]")
        outcomes.append(tab.wait("document.querySelector('dialog h2')?.textContent.startsWith('Booked')"
                                 " && document.querySelector('dialog').innerText"))
        tab.click("Close", "dialog button")
    return {"outcomes": outcomes}


def wait(tab):
    """Gets in line for an hour that is taken, and leaves the line again."""
    tab.open(url + "/#/venues/3")
    tab.log_in(**member)
    busy = "document.querySelector('.calendar button.busy:not([aria-disabled])')"
    while not tab.evaluate(f"!!{busy}"):
        tab.click("Later")
        tab.settle()
    tab.evaluate(f"{busy}.click()")
    tab.click("Wait", "dialog button[type=submit]")
    tab.wait("!document.querySelector('dialog')")
    tab.open(url + "/#/bookings")
    line = tab.wait("document.querySelector('.entries p.faint')?.textContent")
    # The newest comes first.
    tab.evaluate("document.querySelector('.entries [aria-label^=\"Wait no more\"]').click()")
    tab.click("Leave the line")
    tab.wait("!document.querySelector('dialog')")
    tab.wait("document.querySelector('.entries .pill').textContent === 'left'")
    return {"line": line}


def conflict(tab):
    """Tries to book what another has."""
    tab.open(url + "/#/venues/3")
    tab.log_in(**member)
    tab.click("Book", ".bar button.primary")
    for label, value in (("Day", task["day"]), ("From", task["from"]), ("Until", task["to"])):
        tab.fill(label, value, "dialog")
    tab.click("Book", "dialog button[type=submit]")
    fault = tab.wait("document.querySelector('dialog .notice.bad')?.textContent")
    tab.expect("409")
    return {"fault": fault,
            "invalid": tab.evaluate("[...document.querySelectorAll('dialog [aria-invalid]')].map((one) => one.name)")}


def write(tab):
    """Begins a topic and answers it."""
    subject = "<img src=x onerror=alert(1)> & tea"
    tab.open(url + "/#/forum/general")
    tab.log_in(**member)
    tab.click("Begin a topic")
    tab.fill("Subject", subject, "dialog")
    tab.fill("Text", "Who brings cups?\nI have ten.", "dialog")
    tab.click("Begin", "dialog button[type=submit]")
    tab.wait("location.hash.startsWith('#/topics/')")
    tab.settle()
    heading = tab.wait("document.querySelector('h1')?.textContent !== 'General' && document.querySelector('h1').textContent")
    tab.fill("Text", "I bring the <b>cups</b>.")
    tab.click("Send")
    tab.wait("document.querySelectorAll('article').length === 2")
    return {"subject": heading, "topic": int(tab.evaluate("location.hash.split('/').at(-1)")),
            "posts": tab.evaluate("[...document.querySelectorAll('article .text')].map((one) => one.textContent)")}


def renew(tab):
    """Goes on after the access token has ended, although the page does not know."""
    tab.open(url + "/#/me")
    tab.log_in(**member)
    cookies = tab.call("Network.getCookies", urls=[url])["cookies"]
    for cookie in cookies:
        if "access" in cookie["name"]:
            tab.call("Network.deleteCookies", name=cookie["name"], url=url)
    tab.click("Fasts", "nav a")
    tab.wait("document.title.startsWith('Fasts')")
    tab.click("My page", "nav a")
    name = tab.wait("document.title.startsWith('Max') && document.querySelector('h1').textContent")
    tab.expect("401")
    return {"name": name,
            "cookies": sorted(cookie["name"] for cookie in
                              tab.call("Network.getCookies", urls=[url])["cookies"]),
            "hidden": tab.evaluate("document.cookie === ''")}


def press(tab, key, code=0):
    for kind in ("keyDown", "keyUp"):
        tab.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)


def keyboard(tab):
    """Gets along without a mouse."""
    tab.open(url + "/#/venues/3?view=month")
    focus = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    press(tab, "Tab", 9)
    first = tab.evaluate(focus)
    tab.evaluate("document.activeElement.click()")
    skipped = tab.evaluate("document.activeElement.id + ' ' + document.querySelector('h1').textContent")
    later = "document.querySelector('#later')"
    tab.evaluate(f"{later}.focus(), {later}.click()")
    tab.settle()
    stayed = tab.evaluate(focus)
    tab.evaluate("document.querySelector('.calendar button[tabindex=\"0\"]').focus()")
    before = tab.evaluate(focus)
    press(tab, "ArrowDown", 40)
    after = tab.evaluate(focus)
    tab.evaluate("document.querySelector('header button').focus()")
    opener = tab.evaluate(focus)
    tab.evaluate("document.activeElement.click()")
    tab.wait("document.activeElement.name === 'email'")
    press(tab, "Escape", 27)
    tab.wait("!document.querySelector('dialog')")
    return {"first": first, "skipped": skipped, "stayed": stayed, "before": before, "after": after, "opener": opener,
            "returned": tab.evaluate(focus)}


def dashboard(tab):
    """Watches the plots."""
    tab.open(url + "/admin/#/health")
    tab.log_in(**admin)
    points = "[...document.querySelectorAll('.plot polyline')].map((one) => one.getAttribute('points'))"
    before = tab.wait(f"{points}.length ? {points} : null")
    time.sleep(4.5)
    after = tab.evaluate(points)
    return {"before": before, "after": after,
            "signal": tab.evaluate("document.querySelector('.signal').className"),
            "plots": tab.evaluate("[...document.querySelectorAll('.plot figcaption span')].map((one) => one.textContent)")}


def reference(tab):
    """Finds an operation in the reference and tries it."""
    tab.open(url + "/docs/")
    all = tab.evaluate("document.querySelectorAll('.operation').length")
    tab.fill("Search the operations", "availability")
    found = tab.evaluate("[...document.querySelectorAll('.operation:not([hidden]) h3')].map((one) => one.textContent)")
    tab.evaluate("[...document.querySelectorAll('.operation:not([hidden]) summary')].at(-1).click()")
    tab.fill("id", "3", ".operation")
    tab.fill("from", task["from"], ".operation")
    tab.fill("to", task["to"], ".operation")
    tab.click("Send GET")
    answer = tab.wait("document.querySelector('.operation:not([hidden]) pre[aria-label=Answer]')?.textContent")
    return {"operations": all, "found": found, "answer": json.loads(answer),
            "curl": tab.evaluate("document.querySelector('.operation:not([hidden]) details details pre').textContent")}


browser = Browser()
try:
    tab = Tab(browser)
    outcome = globals()[task["scenario"]](tab)
    json.dump({**outcome, "faults": tab.faults}, sys.stdout)
finally:
    browser.close()
