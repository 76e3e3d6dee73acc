// Loaded before the page is drawn, so that a page in large print never flashes in small print first.
(() => {
  const SIZES = ["standard", "large", "largest"];
  const MEMORY = "jiuzhu.print";
  const page = document.documentElement;

  function current() {
    return SIZES.includes(page.dataset.print) ? page.dataset.print : SIZES[0];
  }

  function show(button) {
    button.textContent = button.dataset[current()];
    button.setAttribute("aria-pressed", String(current() !== SIZES[0]));
  }

  page.dataset.print = localStorage.getItem(MEMORY) ?? SIZES[0];

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-print-switch]")) {
      show(button);
      button.hidden = false;
      button.addEventListener("click", () => {
        page.dataset.print = SIZES[(SIZES.indexOf(current()) + 1) % SIZES.length];
        localStorage.setItem(MEMORY, page.dataset.print);
        show(button);
      });
    }
  });
})();
