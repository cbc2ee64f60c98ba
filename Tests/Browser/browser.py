"""Drives Chromium over the DevTools protocol, on a pipe: no driver and no library is needed."""

import fcntl, json, os, queue, shutil, subprocess, tempfile, threading, time


class Failure(Exception):
    """What a page did not do."""


class Browser:
    """A Chromium without a window, with a profile of its own that ends with it."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="guildhall-browser-")
        (taken, commands), (answers, given) = os.pipe(), os.pipe()
        # DevTools reads from descriptor 3 and writes to 4, so these two must not be either.
        to_browser, from_browser = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (taken, given)]
        script = f'exec 3<&{to_browser} 4>&{from_browser} {to_browser}<&- {from_browser}>&-; exec "$@"'
        # --no-sandbox because root, as whom tests may run, cannot have it.
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", "chromium", "--headless=new", "--remote-debugging-pipe",
             "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--ignore-certificate-errors", f"--user-data-dir={self.profile}", "about:blank"],
            pass_fds=(to_browser, from_browser), env={**os.environ, "HOME": self.profile},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (taken, given, to_browser, from_browser): os.close(end)
        self.commands, self.answers = os.fdopen(commands, "wb"), os.fdopen(answers, "rb")
        self.lock, self.last = threading.Lock(), 0
        self.waiting, self.listeners = {}, []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        data = b""
        while chunk := self.answers.read1(1 << 20):
            *messages, data = (data + chunk).split(b"\0")
            for message in map(json.loads, messages):
                if "id" in message: self.waiting.pop(message["id"]).put(message)
                else:
                    for listener in list(self.listeners): listener(message)

    def send(self, method, session=None, **parameters):
        """Sends a command without waiting, which is all that a listener may do."""
        with self.lock:
            self.last += 1
            answer = self.waiting[self.last] = queue.Queue()
            message = {"id": self.last, "method": method, "params": parameters}
            if session: message["sessionId"] = session
            self.commands.write(json.dumps(message).encode() + b"\0")
            self.commands.flush()
        return answer

    def call(self, method, session=None, **parameters):
        """Sends a command and gives its result."""
        answer = self.send(method, session, **parameters).get(timeout=60)
        if "error" in answer: raise Failure(f"{method}: {answer['error']}")
        return answer["result"]

    def close(self):
        try: self.call("Browser.close")
        except Exception: self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


class Tab:
    """One page, and everything that went wrong in it."""

    def __init__(self, browser, width=1280, height=900, scheme="light"):
        self.browser, self.faults, self.workers = browser, [], []
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        browser.listeners.append(self.heard)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        self.show(width, height, scheme)
        # A violation of the policy is reported as an event too, which names what was refused.
        self.call("Page.addScriptToEvaluateOnNewDocument", source="""
            addEventListener("securitypolicyviolation", (event) =>
                console.error("policy", event.violatedDirective, event.blockedURI))""")

    def show(self, width, height, scheme):
        """Sets the size of the screen and its colours."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def heard(self, message):
        method, facts = message["method"], message["params"]
        if message.get("sessionId") not in (self.session, *self.workers): return
        if method == "Target.attachedToTarget" and facts["targetInfo"]["type"] == "worker":
            self.workers.append(facts["sessionId"])
            for domain in ("Runtime", "Network"):
                self.browser.send(f"{domain}.enable", facts["sessionId"])
        elif method == "Target.detachedFromTarget" and facts["sessionId"] in self.workers:
            self.workers.remove(facts["sessionId"])
        elif method == "Runtime.exceptionThrown":
            details = facts["exceptionDetails"]
            self.faults.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and facts["type"] in ("error", "warning", "assert"):
            self.faults.append(" ".join(str(one.get("value", one.get("description")))
                                        for one in facts["args"]))
        elif method == "Log.entryAdded" and facts["entry"]["level"] == "error":
            self.faults.append(f'{facts["entry"]["text"]} {facts["entry"].get("url", "")}')

    def expect(self, words):
        """Forgives the faults that tell of what a test does on purpose."""
        self.faults[:] = [fault for fault in self.faults if words not in fault]

    def evaluate(self, expression):
        """The value of an expression, which may be a promise."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True, userGesture=True)
        if "exceptionDetails" in answer:
            raise Failure(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, condition, seconds=20):
        """Waits until an expression is true, and gives its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.evaluate(condition): return value
            time.sleep(0.05)
        raise Failure(f"never true: {condition}\n{self.text()[:3000]}\n{self.faults}")

    def open(self, address):
        """Goes to an address and waits until nothing on the page is busy."""
        # From an empty page, as otherwise the part behind # would change on the page that is there.
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        self.settle()

    def settle(self):
        self.wait("""document.readyState === "complete" && document.querySelector("main h1")
                     && !document.querySelector("[aria-busy=true]")""")

    def text(self):
        return self.evaluate("document.body.innerText")

    def find(self, role, name):
        """An expression for the visible element that a screen reader would call this."""
        return f"""[...document.querySelectorAll({json.dumps(role)})].filter((one) =>
            one.checkVisibility() && !one.closest("[inert]")
            && (one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent)
                .trim().startsWith({json.dumps(name)})).at(-1)"""

    def click(self, name, role="button, a, summary, label"):
        """Presses what has this name."""
        element = self.find(role, name)
        self.wait(f"{element} !== undefined")
        self.evaluate(f"{element}.click()")

    def fill(self, name, value, within=""):
        """Writes into the control with this label, as if by hand."""
        element = self.find(f"{within} input, {within} select, {within} textarea", name)
        self.wait(f"{element} !== undefined")
        self.evaluate(f"""(() => {{
            const control = {element};
            control.value = {json.dumps(value)};
            for (const kind of ["input", "change"])
                control.dispatchEvent(new Event(kind, {{ bubbles: true }}));
        }})()""")

    def log_in(self, email, password):
        """Logs in by the form that the page shows, or else by the one behind its button."""
        if not self.evaluate("!!document.querySelector('main form [name=password]')"):
            self.click("Log in", "header button")
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.click("Log in", "form button[type=submit]")
        self.wait("!document.querySelector('[name=password]')")
        self.settle()
