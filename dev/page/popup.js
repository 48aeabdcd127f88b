// What hangs at a control, above everything else: lists and menus.
//
// As a popover no scrolling box cuts it; beside a control of a dialog it belongs to that dialog,
// since everything else is inert then.

const MARGIN_PX = 6;

// Shows it and gives what takes it away again; gone() is called if the control itself goes away.
export function showAt(popup, anchor, gone) {
  const follow = () => put(popup, anchor);
  popup.setAttribute("popover", "manual");
  (anchor.closest("dialog") ?? document.body).append(popup);
  popup.showPopover();
  follow();
  addEventListener("scroll", follow, true);
  addEventListener("resize", follow);
  const growing = new ResizeObserver(follow);
  growing.observe(popup);
  const leaving = new MutationObserver(() => anchor.isConnected || gone());
  leaving.observe(document.body, { childList: true, subtree: true });
  return () => {
    growing.disconnect();
    leaving.disconnect();
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
    popup.remove();
  };
}

// Below the control, or above where there is more room.
function put(popup, anchor) {
  const box = anchor.getBoundingClientRect();
  const below = innerHeight - box.bottom - 2 * MARGIN_PX;
  const above = box.top - 2 * MARGIN_PX;
  const isBelow = below >= popup.scrollHeight || below >= above;
  popup.style.setProperty("max-height", `${Math.max(isBelow ? below : above, 0)}px`);
  popup.style.setProperty("min-width", `${Math.min(box.width, innerWidth - 2 * MARGIN_PX)}px`);
  const left = Math.min(box.left, innerWidth - popup.offsetWidth - MARGIN_PX);
  popup.style.setProperty("left", `${Math.max(MARGIN_PX, left)}px`);
  popup.style.setProperty("top", `${isBelow ? box.bottom + MARGIN_PX : box.top - popup.offsetHeight - MARGIN_PX}px`);
}
