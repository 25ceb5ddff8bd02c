// One story on the page that is open, told frame by frame, for `measure_page`. Arguments: its name, its length in milliseconds.
// Answers for each frame how long after the one before it began (`deltas`) and what it kept the page's thread busy with,
// from the first handler to the end of layout and painting (`works`), in milliseconds.
const [story, length, done] = arguments;
const pane = document.querySelector('[data-testid=stage]');
const { left, top, width, height } = pane.getBoundingClientRect();
const [middleX, middleY] = [left + width / 2, top + height / 2];
const channel = new MessageChannel();
const [deltas, works] = [[], []];
/** When the first handler of this frame began, where that was a scroll's: those run before the frame's own. */
let scrolled = null;
addEventListener('scroll', () => (scrolled ??= performance.now()), { capture: true, passive: true });

// A frame in which nothing changes is not drawn, and the next one waits for the screen's turn: something always changes.
const pulse = document.body.appendChild(document.createElement('div'));
pulse.style.cssText = 'position:fixed;inset:0 auto auto 0;width:2px;height:2px;z-index:9';
let beat = false;

function point(type, x, y, button, buttons) {
  const event = { pointerId: 1, pointerType: 'mouse', bubbles: true, cancelable: true, clientX: x, clientY: y, button, buttons };
  pane.dispatchEvent(new PointerEvent(type, event));
}

let [x, y] = [middleX, middleY];
/** Pixels a millisecond: a hand that looks for something. */
const speed = [0.55, 0.85];
const stories = {
  // The page is dragged, and turns where it ends.
  pan(step) {
    const ends = [pane.scrollWidth - pane.clientWidth, pane.scrollHeight - pane.clientHeight];
    const stands = [Math.abs(pane.scrollLeft), pane.scrollTop];
    for (const axis of [0, 1]) {
      if (stands[axis] <= 1) speed[axis] = -Math.abs(speed[axis]);
      else if (stands[axis] >= ends[axis] - 1) speed[axis] = Math.abs(speed[axis]);
    }
    point('pointermove', (x += speed[0] * step), (y += speed[1] * step), -1, 4);
  },
  // In, a rest in which the page is laid out anew, out, a rest.
  zoom(step, time) {
    const phase = (time % 2000) / 500;
    if (Math.floor(phase) % 2 === 1) return;
    const deltaY = (phase < 1 ? -1 : 1) * step * 0.6;
    pane.dispatchEvent(new WheelEvent('wheel', { deltaY, ctrlKey: true, clientX: middleX, clientY: middleY, bubbles: true, cancelable: true }));
  },
  // The pointer goes over the words, and each lights up.
  point(step, time) {
    const turn = time / 900;
    point('pointermove', middleX + Math.sin(turn * 1.7) * width * 0.4, middleY + Math.sin(turn) * height * 0.4, -1, 0);
  },
};

if (story === 'pan') point('pointerdown', x, y, 1, 4);
let [first, before] = [null, null];
channel.port1.onmessage = ({ data }) => works.push(performance.now() - data);
function frame(now) {
  first ??= now;
  pulse.style.background = (beat = !beat) ? '#000' : '#fff';
  if (now - first > length) {
    pulse.remove();
    if (story === 'pan') point('pointerup', x, y, 1, 0);
    done({ deltas, works });
    return;
  }
  // Asked for before the story goes on, so that next time it runs before what the page asks for.
  requestAnimationFrame(frame);
  channel.port2.postMessage(scrolled ?? performance.now());
  scrolled = null;
  if (before !== null) {
    deltas.push(now - before);
    stories[story](Math.min(now - before, 50), now - first);
  }
  before = now;
}
requestAnimationFrame(frame);
