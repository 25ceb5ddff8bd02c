/** Brings whatever a host throws into the wire's shape, so that the interface has one kind of error to word. */
import type { WireError } from './bindings';

/** Whether `value` already is a `WireError`. */
export function isWireError(value: unknown): value is WireError {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message } = value as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string';
}

/** `value` as a `WireError`; anything foreign (a string, an exception) becomes `internal` with its own words. */
export function toWireError(value: unknown): WireError {
  if (isWireError(value)) return value;
  if (value instanceof Error) return { code: 'internal', message: value.message };
  return { code: 'internal', message: String(value) };
}
