import type { Address, TensorflowSymbols } from "./symbols.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const known = new Map<string, Uint8Array<ArrayBuffer>>();

/**
 * A name as C reads it: UTF-8 and a zero. Names of ops, attributes and devices are few and come
 * back at every step, so each is encoded once.
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  const found = known.get(text);
  if (found !== undefined) return found;
  const bytes = encoder.encode(`${text}\0`);
  known.set(text, bytes);
  return bytes;
}

/** The text at an address, up to its zero; empty for address 0. */
export function readCString(symbols: TensorflowSymbols, address: Address): string {
  if (address === 0n) return "";
  return decoder.decode(readBytes(symbols, address, Number(symbols.strlen(address))));
}

/** A copy of `length` bytes at an address. */
export function readBytes(
  symbols: TensorflowSymbols,
  address: Address,
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (length > 0) symbols.copyOut(bytes, address, BigInt(length));
  return bytes;
}
