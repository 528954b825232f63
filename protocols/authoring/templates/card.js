// The words grow until the page is full: one sheet, read from as far away as it can be.
const over = e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;
const fits = k => {
  document.body.style.setProperty("--k", k);
  return ![...document.querySelectorAll("[data-fit]")].some(over);
};
addEventListener("load", () => document.fonts.ready.then(() => {
  let small = 0.55, large = 2;
  while (large - small > 0.01) {
    const k = (small + large) / 2;
    if (fits(k)) small = k; else large = k;
  }
  fits(small);
}));
