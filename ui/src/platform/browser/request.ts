/** Requests to our server. Whatever goes wrong becomes a `WireError`, and the link hears of what concerns it. */
import type { WireError } from '../bindings';
import { isWireError, toWireError } from '../errors';

/** What requests tell the link. */
export interface Listener {
  /** The server did not answer. */
  lost(): void;
  /** The server knows no session of this browser. */
  closed(): void;
}

const UNREACHABLE: WireError = { code: 'remote_unreachable', message: 'the server does not answer' };
/** What a proxy answers while the server behind it is away. */
const AWAY: readonly number[] = [502, 503, 504];

export class Requests {
  constructor(private readonly listener: Listener) {}

  /** The answer to a request. Rejects with a `WireError` unless it is a good one. */
  async send(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, { credentials: 'same-origin', redirect: 'error', ...init });
    } catch {
      this.listener.lost();
      throw UNREACHABLE;
    }
    if (response.ok) return response;
    throw this.refused(response.status, await body(response));
  }

  /** The error of an answer with this status and this JSON in it. */
  refused(status: number, json: unknown): WireError {
    if (isWireError(json)) {
      if (status === 401 && json.code === 'token_invalid') this.listener.closed();
      return json;
    }
    if (status === 0 || AWAY.includes(status)) {
      this.listener.lost();
      return UNREACHABLE;
    }
    return toWireError(new Error(`the server answered with the status ${status}`));
  }

  /** Sends `json` and reads JSON. */
  async ask<T>(path: string, json: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.send(path, { method: 'POST', headers, body: JSON.stringify(json) });
    return (await read(response)) as T;
  }
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw toWireError(error);
  }
}

async function body(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
