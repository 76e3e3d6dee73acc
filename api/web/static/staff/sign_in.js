import { part, tell } from "../common/dom.js";
import { request } from "../common/http.js";

const form = document.getElementById("sign-in");
const failure = part(form, "failure");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  tell(failure, "");
  const { name, password } = form.elements;
  try {
    await request("/v1/staff/session", { method: "POST", body: { name: name.value.trim(), password: password.value } });
    location.assign("/staff");
  } catch (problem) {
    tell(failure, problem.detail);
    password.value = "";
    password.focus();
  }
});
