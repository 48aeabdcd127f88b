// The sidebar on a narrow screen, where it hides behind a button.

const app = document.getElementById("app");
const button = document.getElementById("drawer");

export const drawer = {
  get isOpen() {
    return app.classList.contains("drawn");
  },

  show(open) {
    app.classList.toggle("drawn", open);
    button.setAttribute("aria-expanded", String(open));
  },
};

button.addEventListener("click", () => drawer.show(!drawer.isOpen));
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#sidebar, #drawer")) drawer.show(false);
});
