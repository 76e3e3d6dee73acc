import { part, tell } from "../common/dom.js";
import { request } from "../common/http.js";

const STAFF_PAGES = /^\/(staff|hotline|visits)(\/|$)/;

/** The page that was asked for before the sign-in, if it is one of ours. */
function wanted() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  return STAFF_PAGES.test(next) ? next : "/staff";
}

const form = document.getElementById("sign-in");
const failure = part(form, "failure");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell(failure, "");
  const { name, password } = form.elements;
  try {
    await request("/v1/staff/session", { method: "POST", body: { name: name.value.trim(), password: password.value } });
    location.assign(wanted());
  } catch (problem) {
    tell(failure, problem.detail);
    password.value = "";
    password.focus();
  }
});
