// Pages may change the objects that all scripts share. The widget must work all the same.
for (const name of ["map", "filter", "forEach", "find", "findIndex", "includes", "some", "every", "reduce"]) {
  Array.prototype[name] = () => {
    throw new Error(`Array.prototype.${name} is ours`);
  };
}
for (const name of ["once", "signal", "method", "mode", "capture", "delegatesFocus", "childList", "timeout", "slug"]) {
  Object.prototype[name] = "polluted";
}
