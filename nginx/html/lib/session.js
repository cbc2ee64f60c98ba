// Who is logged in, and the corner of the page that says so.

import { get, hasSession, logIn, logOut } from "./api.js";
import { announce, h, notice } from "./dom.js";
import { form, formDialog } from "./form.js";

let user = null;
/** The user who is logged in, or null. */
export const currentUser = () => user;
/** Whether the user may do what moderators may. */
export const isModerator = () => ["moderator", "admin"].includes(user?.role);

/** Finds out who is logged in, asking the server only if somebody may be. */
async function restore() {
  if (!hasSession()) return;
  try {
    user = await get("/profile");
  } catch (error) {
    if (error.status !== 401) throw error;
  }
}

const credentials = [
  {
    name: "email", label: "E-mail address", type: "email", required: true,
    autocomplete: "username",
  },
  {
    name: "password", label: "Password", type: "password", required: true,
    autocomplete: "current-password",
  },
];

/** What a form does to log in or register: `path` says which. */
const enter = (path, done) => async (values) => {
  user = await logIn(path, values);
  announce(`Welcome, ${user.name}`);
  done();
};

/** The form to log in with. */
const logInOptions = (done) =>
  ({ fields: credentials, submit: "Log in", send: enter("/auth/login", done) });

function register(done) {
  const [email, password] = credentials;
  formDialog("Become a member", {
    fields: [
      { name: "name", label: "Name", required: true, maxlength: 200, autocomplete: "name" }, email,
      {
        ...password, autocomplete: "new-password",
        hint: "A sentence is easy to keep and hard to guess.",
      },
    ],
    submit: "Register", send: enter("/auth/register", done),
  });
}

/** Shows the page anew, for `changed` if the user is not the same as before. */
export const sessionChanged = (changed) =>
  dispatchEvent(new CustomEvent("session-changed", { detail: changed }));

/** Opens the form to log in, for what only members may do. */
export const askToLogIn = () => formDialog("Log in to go on", logInOptions(() => sessionChanged()));

/** What a view shows instead when nobody is logged in. */
export function logInFirst(title) {
  return h("div", {}, h("h1", {}, title),
    notice("", h("p", {}, "This is for members. Log in to go on.")),
    h("div.card", {}, form(logInOptions(() => sessionChanged()))));
}

/**
 * Shows who is logged in, and calls `changed` once that is known and whenever it changes.
 * @param mayRegister whether the page offers to become a member.
 */
export async function session(corner, { mayRegister = false, changed }) {
  const update = () => { show(); changed(); };

  function show() {
    const button = (text, onclick, kind = "") =>
      h(`button${kind}`, { type: "button", onclick }, text);
    corner.replaceChildren(...(user ? [
      mayRegister ? h("a", { href: "#/me" }, user.name) : h("span", {}, user.name),
      button("Log out", leave, ".quiet"),
    ] : [
      button("Log in", () => formDialog("Log in", logInOptions(update)), ".primary"),
      mayRegister ? button("Register", () => register(update)) : "",
    ]));
  }

  async function leave() {
    try {
      await logOut();
      user = null;
      announce("Logged out");
      update();
    } catch (error) {
      announce(`You are still logged in. ${error.message}`);
    }
  }

  addEventListener("session-changed", ({ detail }) => {
    user = detail ?? user;
    update();
  });
  addEventListener("session-ended", () => {
    if (!user) return;
    user = null;
    announce("Your log-in has ended");
    update();
  });
  await restore().catch((error) => announce(error.message));
  update();
}

