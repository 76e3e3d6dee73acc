/** Builds an element. Children that are not nodes become text, so nothing anybody said is ever parsed as markup. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
  return element;
}

/** The element of `scope` marked `data-part="name"` in the template. */
export function part(scope, name) {
  return scope.querySelector(`[data-part="${name}"]`);
}

/** Sets an element's text and hides the element when there is nothing to say. */
export function tell(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}
