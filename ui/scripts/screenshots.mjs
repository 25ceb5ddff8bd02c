/**
 * Pictures of every screen, to be looked at: `node scripts/screenshots.mjs URL TOKEN DIR [--quick]`.
 *
 * URL is a running `ocrchat serve --ui` whose history holds a few documents, TOKEN an owner's. Needs Chromium and
 * ChromeDriver on the path. Each screen is taken in every theme, size and language below; `--quick` takes one size, and
 * English alone. `--job=NAME` opens the document of that name first, `--ask=QUESTION` is asked of it on the screen
 * `chat-answer`. Speaks WebDriver itself, since nothing else here needs a library for it.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [url, token, dir, ...flags] = process.argv.slice(2);
if (!url || !token || !dir) {
  console.error('node scripts/screenshots.mjs URL TOKEN DIR [--quick] [--only=SCREEN,…] [--job=NAME] [--ask=QUESTION]');
  process.exit(2);
}
const quick = flags.includes('--quick');
const flag = (name) => flags.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
const only = flag('only')?.split(',');
const [job, question] = [flag('job'), flag('ask')];
const sizes = quick ? [[1440, 900]] : [[960, 640], [1440, 900], [2560, 1440]];
const languages = flag('lang')?.split(',') ?? (quick ? ['en'] : ['en', 'de', 'he']);
const themes = flag('theme')?.split(',') ?? ['light', 'dark'];

const sections = ['reading', 'languages', 'models', 'exports', 'storage', 'watch', 'server', 'hosted', 'endpoint', 'appearance', 'shortcuts'];
/** What leads to a screen, in the page: ids of elements to click, one after the other, `key:` and a shortcut, or `ask`. */
const screens = {
  work: [],
  ...Object.fromEntries(['text', 'markdown', 'tables', 'chat', 'details'].map((tab) => [`tab-${tab}`, [`tab-${tab}`]])),
  ...(question ? { 'chat-answer': ['tab-chat', 'ask', 'citation'] } : {}),
  review: ['tab-text', 'review', 'word-editor'],
  find: ['tab-text', 'key:Control+h'],
  look: ['page-look'],
  menu: ['app-menu'],
  palette: ['open-palette'],
  shortcuts: ['key:F1'],
  filter: ['filter'],
  ...Object.fromEntries(sections.map((id) => [`settings-${id}`, ['open-settings', `settings-${id}`]])),
  rerun: ['key:Control+Shift+R'],
  delete: ['row', 'row-delete'],
  export: ['key:Control+Shift+E'],
  batch: ['key:Control+Alt+O'],
};

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const driver = spawn('chromedriver', [`--port=${port}`], { stdio: 'ignore' });
const base = `http://127.0.0.1:${port}`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(method, path, body) {
  const init = { method, headers: { 'content-type': 'application/json' } };
  const reply = await fetch(base + path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  const { value } = await reply.json();
  if (!reply.ok) throw new Error(`${path}: ${value.message}`);
  return value;
}

for (let tries = 0; tries < 100; tries++) {
  if (await fetch(`${base}/status`).then(() => true, () => false)) break;
  await pause(100);
}
const args = ['--headless=new', '--no-sandbox', '--hide-scrollbars', '--lang=en', '--force-device-scale-factor=1'];
const { sessionId } = await ask('POST', '/session', {
  capabilities: { alwaysMatch: { browserName: 'chrome', 'goog:chromeOptions': { args } } },
});
const at = `/session/${sessionId}`;
const run = (script, ...values) => ask('POST', `${at}/execute/sync`, { script, args: values });

async function until(script, ...values) {
  for (let tries = 0; tries < 100; tries++) {
    if (await run(script, ...values)) return true;
    await pause(50);
  }
  return false;
}

const THERE = 'return document.querySelector(`[data-testid="${arguments[0]}"]`) !== null';
const CLICK = 'const e = document.querySelector(`[data-testid="${arguments[0]}"]`); e?.focus(); e?.click(); return Boolean(e)';
const OPEN = 'const r = [...document.querySelectorAll("[data-testid=job-row]")].find((e) => e.innerText.includes(arguments[0])); r?.click(); return Boolean(r)';
const ASK = `const f = document.querySelector('[data-testid=chat-question]');
  if (!f || document.querySelector('[data-testid=answer]')) return;
  f.value = arguments[0]; f.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => document.querySelector('[data-testid=chat-send]')?.click(), 50)`;
const KEYS = `const parts = arguments[0].split('+'); const key = parts.pop();
  const held = { ctrlKey: parts.includes('Control'), shiftKey: parts.includes('Shift'), altKey: parts.includes('Alt') };
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })); return true`;

async function press(id) {
  if (id.startsWith('key:')) return run(KEYS, id.slice(4));
  if (id === 'word-editor') return true;
  if (id === 'ask') {
    await run(ASK, question);
    return until(THERE, 'answer');
  }
  if (id === 'row') return run('document.querySelector("[data-testid=job-row]")?.click(); return true');
  if (id === 'row-delete') {
    return run('document.querySelector("[data-testid=job-list]").focus(); document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true, cancelable: true })); return true');
  }
  // A menu's button answers to the pointer, not to a click alone.
  if (id.endsWith('-menu')) {
    await run('document.querySelector(`[data-testid="${arguments[0]}"]`)?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 0, pointerType: "mouse" }))', id);
    return true;
  }
  return run(CLICK, id);
}

async function shoot(name) {
  await pause(250);
  writeFileSync(join(dir, `${name}.png`), Buffer.from(await ask('GET', `${at}/screenshot`), 'base64'));
}

mkdirSync(dir, { recursive: true });
try {
  await ask('POST', `${at}/url`, { url });
  await until(THERE, 'login-token');
  await shoot('login');
  await run('const f = document.querySelector("[data-testid=login-token]"); f.value = arguments[0]; f.dispatchEvent(new Event("input", { bubbles: true }))', token);
  await run(CLICK, 'login-enter');
  if (!(await until('return document.querySelector("[data-testid=start], [data-testid=job-list]") !== null'))) throw new Error('the login did not work');
  for (const language of languages) {
    for (const theme of themes) {
      await run('localStorage.setItem("ocrchat.language", arguments[0]); localStorage.setItem("ocrchat.theme", arguments[1])', language, theme);
      for (const [width, height] of sizes) {
        await ask('POST', `${at}/goog/cdp/execute`, {
          cmd: 'Emulation.setDeviceMetricsOverride',
          params: { width, height, deviceScaleFactor: 1, mobile: false },
        });
        for (const [screen, way] of Object.entries(screens)) {
          if (only && !only.includes(screen)) continue;
          await ask('POST', `${at}/url`, { url });
          await until('return document.querySelector("[data-testid=start], [data-testid=job-row]") !== null');
          await until('const i = document.querySelector("[data-testid=page-image]"); return !i || i.complete');
          if (job) {
            if (!(await until(OPEN, job))) throw new Error(`there is no document ${job}`);
            await pause(500);
          }
          let there = true;
          for (const id of way) {
            if (!id.startsWith('key:') && !['row', 'row-delete', 'ask'].includes(id)) there = await until(THERE, id);
            if (!there) break;
            await press(id);
            await pause(120);
          }
          if (there) await shoot(`${screen}.${language}.${theme}.${width}`);
          else console.error(`${screen} is not there`);
        }
      }
    }
  }
} finally {
  await ask('DELETE', at).catch(() => undefined);
  driver.kill();
}
