// A mark [n] in an answer opens its passage beside the chat and moves the focus there.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href*="#evidence-"]');
  if (!link) return;
  event.preventDefault();
  const passage = document.getElementById(link.getAttribute("href").split("#")[1]);
  if (!passage) return;
  const details = passage.querySelector("details");
  details.open = true;
  details.querySelector("summary").focus({ preventScroll: true });
  passage.scrollIntoView({ behavior: "smooth", block: "center" });
}, true);
