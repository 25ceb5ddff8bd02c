/** The icons, drawn for this app on a grid of 20 × 20 with strokes of 1.5. */
export const icons = {
  file: 'M5.5 2.75h6l3.75 3.75v10.75h-9.75zM11.25 3v3.75h3.75',
  folder: 'M2.75 15.25v-10.5h4.75l1.75 2h8v8.5z',
  copy: 'M7.25 7.25h9.5v9.5h-9.5zM4.75 12.75h-1.5v-9.5h9.5v1.5',
  save: 'M10 3v8.75M6.25 8.25 10 12l3.75-3.75M3.25 13.5v3.25h13.5v-3.25',
  close: 'M5 5l10 10M15 5 5 15',
  stop: 'M5.75 5.75h8.5v8.5h-8.5z',
  trash: 'M3.5 5.5h13M8 5.25v-2h4v2M5.25 5.75l.75 11h8l.75-11M8.5 8.5v5.25M11.5 8.5v5.25',
  previous: 'M12 4.5 6.5 10l5.5 5.5',
  next: 'M8 4.5 13.5 10 8 15.5',
  up: 'M4.5 12 10 6.5l5.5 5.5',
  down: 'M4.5 8 10 13.5 15.5 8',
  plus: 'M10 4.25v11.5M4.25 10h11.5',
  minus: 'M4.25 10h11.5',
  fit_width: 'M2.75 3.5v13M17.25 3.5v13M5.25 10h9.5M7.5 7.5 5 10l2.5 2.5M12.5 7.5 15 10l-2.5 2.5',
  fit_page: 'M3.25 7v-3.75h3.75M13 3.25h3.75v3.75M16.75 13v3.75h-3.75M7 16.75h-3.75v-3.75M7.5 7h5v6h-5z',
  words: 'M2.75 4.25h6v4.5h-6zM11.25 4.25h6v4.5h-6zM2.75 11.25h8.5v4.5h-8.5zM13.75 11.25h3.5v4.5h-3.5z',
  lines: 'M2.75 4.25h14.5v4.5h-14.5zM2.75 11.25h14.5v4.5h-14.5z',
  boxes_off: 'M3.25 5.5h13.5M3.25 10h13.5M3.25 14.5h9',
  warning: 'M10 3.25 17.75 16.5h-15.5zM10 8v4M10 14.1v.3',
  check: 'M4 10.5l4 4 8-9',
  clock: 'M10 2.75a7.25 7.25 0 1 0 0 14.5a7.25 7.25 0 1 0 0-14.5M10 6v4.25l3 1.75',
  pause: 'M7 5v10M13 5v10',
  scan: 'M3.25 6.75v-3.5h3.5M13.25 3.25h3.5v3.5M16.75 13.25v3.5h-3.5M6.75 16.75h-3.5v-3.5M6.5 8h7M6.5 10.75h7M6.5 13.5h4',
  blank: 'M5.5 2.75h9v14.5h-9z',
} as const;

export type IconName = keyof typeof icons;
