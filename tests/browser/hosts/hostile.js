// What pages do to the objects that all scripts share.
for (const name of ["map", "filter", "forEach", "find", "findIndex", "includes", "some", "every", "reduce"]) {
  Array.prototype[name] = () => {
    throw new Error(`Array.prototype.${name} is ours`);
  };
}
for (const name of ["once", "signal", "method", "mode", "capture", "delegatesFocus", "childList", "timeout", "slug"]) {
  Object.prototype[name] = "polluted";
}
