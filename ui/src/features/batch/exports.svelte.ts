/** How far the writing of several results is, as the host tells it. */
import type { ExportProgress, HostEvent } from '../../platform';

export class Exports {
  /** Null while nothing was written since the window opened, or the person has seen the end. */
  progress = $state.raw<ExportProgress | null>(null);

  hear(event: HostEvent): void {
    if (event.type === 'export_changed') this.progress = event.progress;
  }

  get running(): boolean {
    return this.progress !== null && !this.progress.ended;
  }

  seen(): void {
    if (!this.running) this.progress = null;
  }
}
