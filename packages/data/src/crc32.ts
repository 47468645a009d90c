/** The checksum of zip archives. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The CRC-32 of bytes, or of what had the checksum `before` followed by them; by zlib, nine times as fast, where it is. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const native = globalThis.process?.getBuiltinModule?.("node:zlib")?.crc32;
  if (native) return native(bytes, before);
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
