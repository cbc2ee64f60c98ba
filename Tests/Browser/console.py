"""What administrators do with the console, beyond bookings and exports."""

from road import Road
from steps import *

ended = f"!['sending', 'judging'].includes({state})"


def choose(tab, name, path):
    """Chooses a file in the control with this label, as the browser's own dialog would."""
    control = tab.call("Runtime.evaluate", expression=tab.find("input", name))["result"]
    tab.call("DOM.setFileInputFiles", objectId=control["objectId"], files=[path])


def outcome(tab):
    """What the newest import says."""
    return tab.evaluate("""(() => {
        const card = document.querySelector(".export");
        const texts = (names) => [...card.querySelectorAll(names)].map((one) => one.innerText);
        return { state: card.dataset.state, notice: texts(".notice").join(), mark: texts(".pill").join(),
                 counts: Object.fromEntries([...card.querySelectorAll(".figures div")].map((one) =>
                     [one.querySelector("dt").textContent, one.querySelector("dd").textContent])),
                 faults: texts(".faults > li") };
    })()""")


def import_file(tab):
    """Imports a file as the task says, and saves the verdicts."""
    tab.open(task["url"] + "/admin/#/import")
    tab.log_in(**admin)
    choose(tab, "File", task["file"])
    tab.wait(f"document.querySelector('[name=format]').value === {json.dumps(task['format'])}")
    for label, value in task["choices"].items(): tab.fill(label, value)
    outcomes = []
    for button in task["buttons"]:
        tab.click(button, "main button")
        tab.wait(ended, 120)
        outcomes.append(outcome(tab))
    # The browser's log has what was refused as a whole.
    if outcomes[0]["state"] == "refused": tab.expect("422")
    verdicts = None
    if outcomes[-1]["counts"]:
        path = os.path.join(task["folder"], os.path.basename(task["file"]) + "-verdicts.ndjson")
        tab.browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=task["folder"],
                         eventsEnabled=True)
        tab.click("Save all verdicts")
        verdicts = wait_for_file(path)
    return {"outcomes": outcomes, "verdicts": verdicts}


def import_cut_off(tab):
    """Kills the responders in the middle of an import, and imports the same file again."""
    road = Road(task["port"])
    tab.open(road.url + "/admin/#/import")
    tab.log_in(**admin)
    outcomes = []
    for is_cut in (True, False):
        choose(tab, "File", task["file"])
        tab.fill("What to do", "")
        tab.click("Import the file")
        if is_cut:
            tab.wait(f"{state} === 'judging' && !!document.querySelector('.export .figures')", 60)
            before = kill_responders()
        tab.wait(ended, 120)
        outcomes.append(outcome(tab))
        if is_cut: wait_for_others(before)
    tab.expect("ERR_INCOMPLETE_CHUNKED_ENCODING")
    return {"outcomes": outcomes}


def operate(tab):
    """Looks at the operations, empties the cache and sets the log's level."""
    tab.open(url + "/admin/#/operations")
    tab.log_in(**admin)
    text = tab.text()
    level = tab.evaluate("document.querySelector('[name=level]').value")
    tab.click("Clear the cache")
    tab.wait("document.querySelector('.toast')?.textContent.startsWith('The cache is empty')")
    tab.fill("Order", "requests")
    requests = tab.evaluate("[...document.querySelectorAll('td[data-label=Requests]')]"
                            ".filter((one) => one.parentNode.querySelector('[data-label=p99]'))"
                            ".map((one) => Number(one.textContent.replaceAll(',', '')))")
    tab.fill("Lowest level", "error")
    tab.click("Set", "main button[type=submit]")
    said = tab.wait("document.querySelector('.toast').textContent.match(/The log.*/)?.[0]")
    return {"text": text, "level": level, "requests": requests, "said": said}


def name_plants(tab):
    """Names the newest plant that was asked about, and gives up the one before."""
    tab.open(url + "/admin/#/plants")
    tab.log_in(**task["moderator"])
    tab.settle()
    for number, button, fields in task["decisions"]:
        tab.click(f"{button} plant {number}")
        for label, value in fields.items(): tab.fill(label, value, "dialog")
        tab.click("Say so" if button == "Nobody knows" else "Answer", "dialog button[type=submit]")
        tab.wait("!document.querySelector('dialog')")
        tab.settle()
    tab.fill("Which", "identified")
    tab.settle()
    first = tab.evaluate("document.querySelector('.plant').innerText")
    tabs = tab.evaluate("[...document.querySelectorAll('nav a')].filter((one) => one.checkVisibility())"
                        ".map((one) => one.textContent)")
    tab.open(url + "/admin/")
    return {"first": first, "tabs": tabs,
            "elsewhere": tab.evaluate("document.querySelector('main').innerText")}


def keep_webhook(tab):
    """Sends a delivery again, and then creates a webhook, changes it and deletes it."""
    tab.open(url + "/admin/#/webhooks")
    tab.log_in(**admin)
    tab.settle()
    tab.click(f"Deliveries: {task['failing']}")
    failure = tab.wait("document.querySelector('dialog .entries')?.innerText")
    tab.click("Send booking.created", "dialog button")
    tab.wait("document.querySelector('.toast')?.textContent === 'It is sent again'")
    tab.wait("document.querySelector('dialog .pill').textContent === 'pending'")
    tab.click("Close", "dialog button")
    tab.click("New webhook")
    tab.fill("Address", task["address"], "dialog")
    tab.click("waitlist.expired", "dialog label")
    tab.click("Create", "dialog button[type=submit]")
    secret = tab.wait("document.querySelector('dialog pre')?.textContent")
    tab.click("Close", "dialog button")
    tab.settle()
    tab.click(f"Change: {task['address']}")
    tab.click("Enabled", "dialog label")
    tab.click("Save", "dialog button[type=submit]")
    tab.wait("!document.querySelector('dialog')")
    tab.settle()
    row = tab.evaluate("[...document.querySelectorAll('tbody tr')].at(-1).innerText")
    tab.click(f"Delete: {task['failing']}")
    tab.click("Delete", "dialog button[type=submit]")
    tab.wait("!document.querySelector('dialog')")
    return {"failure": failure, "secret": secret, "row": row}


def call_fast(tab):
    """Creates a fast with a span of weekdays, after one that ends before it begins, and then sets its
    days one by one."""
    tab.open(url + "/admin/#/fasts")
    tab.log_in(**admin)
    tab.click("New fast")
    for label, value in (("Name", task["name"]), ("First day", "2031-03-10"), ("Last day", "2031-03-01")):
        tab.fill(label, value, "dialog")
    for day in ("monday", "tuesday", "thursday", "saturday", "sunday"): tab.click(day, "dialog label")
    create = "dialog button[type=submit]"
    tab.click("Create", create)
    fault = tab.wait("document.querySelector('dialog .fault')?.textContent")
    tab.expect("422")
    tab.fill("Last day", "2031-03-23", "dialog")
    tab.click("Create", create)
    tab.wait("!document.querySelector('dialog')")
    tab.settle()
    tab.click(f"Set the days of {task['name']}")
    listed = tab.wait("document.querySelector('dialog [name=list]')?.value")
    tab.fill("One day a line", "2031-03-12\n2031-04-01", "dialog")
    tab.click("Set", create)
    tab.wait("!document.querySelector('dialog')")
    tab.settle()
    return {"fault": fault, "listed": listed.split("\n")}


def sort(tab):
    """Turns the order of the bookings by the column's head, and goes on in it."""
    tab.open(url + "/admin/")
    tab.log_in(**admin)
    references = "[...document.querySelectorAll('td[data-label=Reference]')].map((one) => one.textContent)"
    pages = []
    for step in ("When", "Next", "Next", "When"):
        tab.click(step, "main button")
        tab.settle()
        pages.append(tab.evaluate(references))
    return {"pages": pages, "sorted": tab.evaluate(
        "document.querySelector('th[aria-sort]').getAttribute('aria-sort')"),
        "focus": tab.evaluate("document.activeElement.textContent")}
