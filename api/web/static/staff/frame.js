import { signOut } from "./client.js";

const refusal = document.getElementById("refusal");

document.getElementById("sign-out").addEventListener("click", async () => {
  try {
    await signOut();
  } catch (problem) {
    if (problem.status !== 401) {
      refusal.textContent = problem.detail;
      return;
    }
  }
  location.assign("/staff/sign-in");
});

// By this the service knows that a page of its own asks, also where the browser names none.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = document.querySelector("meta[name=form-token]").content;
});

// What was sent is not sent again by mistake.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.matches("form[data-emptied]")) detail.elt.reset();
});

// What was refused before is no longer said once something has been done.
document.addEventListener("htmx:beforeRequest", () => refusal.replaceChildren());
