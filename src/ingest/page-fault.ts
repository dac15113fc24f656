// Why a page cannot be read. Inside this folder a fault is thrown, so that readers stay straight; reading a page turns it, and
// what the file system and decompression throw, into data.

export interface PageFailure {
  /** Offset in the page's bytes, after decompression; null where no byte is to blame. */
  readonly byte: number | null;
  /** Words that complete "page x failed: …". */
  readonly reason: string;
}

export class PageFault extends Error {
  override readonly name = 'PageFault';
  readonly byte: number | null;
  constructor(byte: number | null, reason: string) {
    super(reason);
    this.byte = byte;
  }
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: 'the file is gone',
  EACCES: 'the file may not be read (permission denied)',
  EPERM: 'the file may not be read (operation not permitted)',
  EISDIR: 'it is a folder',
  EIO: 'the device reported an error while the file was read',
  Z_DATA_ERROR: 'it is not valid gzip data',
  Z_BUF_ERROR: 'its gzip data ends too early',
};

/** The failure that an error stands for; null when the error is not one of reading (a bug, which must go on). */
export function failureOf(error: unknown): PageFailure | null {
  if (error instanceof PageFault) return { byte: error.byte, reason: error.message };
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const reason = systemReasons[error.code];
  if (reason !== undefined) return { byte: null, reason };
  return 'errno' in error ? { byte: null, reason: `the file cannot be read (${error.code})` } : null;
}
