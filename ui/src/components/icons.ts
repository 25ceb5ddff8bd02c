/** The signs of the interface by what they mean here; each is drawn by one icon of Lucide. */
import ALargeSmall from '@lucide/svelte/icons/a-large-small';
import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import ArrowUpToLine from '@lucide/svelte/icons/arrow-up-to-line';
import Check from '@lucide/svelte/icons/check';
import ChevronDown from '@lucide/svelte/icons/chevron-down';
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import ChevronUp from '@lucide/svelte/icons/chevron-up';
import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import Clock from '@lucide/svelte/icons/clock';
import Cloud from '@lucide/svelte/icons/cloud';
import Code from '@lucide/svelte/icons/code';
import CommandSign from '@lucide/svelte/icons/command';
import Copy from '@lucide/svelte/icons/copy';
import Crop from '@lucide/svelte/icons/crop';
import Download from '@lucide/svelte/icons/download';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import EyeOff from '@lucide/svelte/icons/eye-off';
import FileImage from '@lucide/svelte/icons/file-image';
import FileText from '@lucide/svelte/icons/file-text';
import Flag from '@lucide/svelte/icons/flag';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import FolderOutput from '@lucide/svelte/icons/folder-output';
import FolderSearch from '@lucide/svelte/icons/folder-search';
import FolderSync from '@lucide/svelte/icons/folder-sync';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Info from '@lucide/svelte/icons/info';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import Layers from '@lucide/svelte/icons/layers';
import ListFilter from '@lucide/svelte/icons/list-filter';
import LogOut from '@lucide/svelte/icons/log-out';
import Maximize from '@lucide/svelte/icons/maximize';
import MenuSign from '@lucide/svelte/icons/menu';
import MessageSquare from '@lucide/svelte/icons/message-square';
import Minus from '@lucide/svelte/icons/minus';
import MoveHorizontal from '@lucide/svelte/icons/move-horizontal';
import Package from '@lucide/svelte/icons/package';
import Palette from '@lucide/svelte/icons/palette';
import PanelLeft from '@lucide/svelte/icons/panel-left';
import PanelRight from '@lucide/svelte/icons/panel-right';
import Pause from '@lucide/svelte/icons/pause';
import Pencil from '@lucide/svelte/icons/pencil';
import Play from '@lucide/svelte/icons/play';
import Plug from '@lucide/svelte/icons/plug';
import Plus from '@lucide/svelte/icons/plus';
import Redo from '@lucide/svelte/icons/redo-2';
import Repeat from '@lucide/svelte/icons/repeat';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Rows from '@lucide/svelte/icons/rows-3';
import ScanText from '@lucide/svelte/icons/scan-text';
import SearchSign from '@lucide/svelte/icons/search';
import Settings from '@lucide/svelte/icons/settings';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Square from '@lucide/svelte/icons/square';
import Table from '@lucide/svelte/icons/table';
import Tag from '@lucide/svelte/icons/tag';
import Text from '@lucide/svelte/icons/text';
import Trash from '@lucide/svelte/icons/trash-2';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import Undo from '@lucide/svelte/icons/undo-2';
import WholeWord from '@lucide/svelte/icons/whole-word';
import X from '@lucide/svelte/icons/x';

import Hand from '@lucide/svelte/icons/hand';
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Waypoints from '@lucide/svelte/icons/waypoints';
import Ratio from '@lucide/svelte/icons/ratio';
import Blocks from '@lucide/svelte/icons/layout-panel-top';

export const icons = {
  file: FileText,
  image: FileImage,
  folder: FolderOpen,
  copy: Copy,
  save: Download,
  close: X,
  stop: Square,
  trash: Trash,
  previous: ChevronLeft,
  next: ChevronRight,
  up: ChevronUp,
  down: ChevronDown,
  plus: Plus,
  minus: Minus,
  fit_width: MoveHorizontal,
  fit_page: Maximize,
  words: WholeWord,
  lines: Rows,
  boxes_off: EyeOff,
  warning: TriangleAlert,
  check: Check,
  clock: Clock,
  pause: Pause,
  search: SearchSign,
  filter: ListFilter,
  more: Ellipsis,
  play: Play,
  retry: RotateCw,
  again: Repeat,
  pencil: Pencil,
  tag: Tag,
  reveal: FolderSearch,
  to_front: ArrowUpToLine,
  arrow_up: ArrowUp,
  arrow_down: ArrowDown,
  priority: Flag,
  leave: LogOut,
  plug: Plug,
  cloud: Cloud,
  package: Package,
  settings: Settings,
  options: SlidersHorizontal,
  scan: ScanText,
  panel_start: PanelLeft,
  panel_end: PanelRight,
  command: CommandSign,
  keyboard: Keyboard,
  menu: MenuSign,
  crop: Crop,
  paste: ClipboardPaste,
  sample: Sparkles,
  palette: Palette,
  letters: ALargeSmall,
  languages: Languages,
  storage: HardDrive,
  watch: FolderSync,
  export: FolderOutput,
  batch: Layers,
  text: Text,
  code: Code,
  table: Table,
  chat: MessageSquare,
  info: Info,
  undo: Undo,
  redo: Redo,
  hand: Hand,
  select: MousePointer2,
  turn_left: RotateCcw,
  order: Waypoints,
  actual: Ratio,
  blocks: Blocks,
} as const;

export type IconName = keyof typeof icons;

/** Signs that point along the line: they turn round where it runs from right to left. */
export const directed: ReadonlySet<IconName> = new Set<IconName>([
  'previous',
  'next',
  'play',
  'leave',
  'panel_start',
  'panel_end',
  'undo',
  'redo',
  'export',
  'text',
  'lines',
]);
