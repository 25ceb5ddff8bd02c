// As the app marks it: the frame after the one that draws.
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('usable')));
