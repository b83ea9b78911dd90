// What pages cannot do without a script: say that an update failed, close menus, and show the current one of a row
// that is wider than the screen. Everything else is HTML and htmx.
"use strict";

(function () {
  const FAILURES = ["htmx:responseError", "htmx:sendError", "htmx:timeout"];

  // The words are in the page, in its language: a <template id="update-failed">.
  function sayThatUpdateFailed() {
    const words = document.getElementById("update-failed");
    const place = document.getElementById("notices");
    if (words && place && !place.querySelector("[data-update-failed]")) {
      place.append(words.content.cloneNode(true));
    }
  }

  function clearUpdateFailed() {
    document.querySelectorAll("#notices [data-update-failed]").forEach((notice) => notice.remove());
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  function showCurrent() {
    document.querySelectorAll(":is(.nav, .tabs) a[aria-current]").forEach((link) => {
      const row = link.closest(".nav, .tabs");
      const over = link.getBoundingClientRect().right - row.getBoundingClientRect().right;
      if (over > 0) row.scrollLeft += over + link.offsetWidth / 2;
    });
  }

  FAILURES.forEach((name) => document.addEventListener(name, sayThatUpdateFailed));
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.successful) clearUpdateFailed();
  });
  document.addEventListener("DOMContentLoaded", showCurrent);
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
})();
