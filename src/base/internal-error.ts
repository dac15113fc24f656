// A bug in Smelt, never a user's mistake. The command line presents it as one and exits with 70.

export class InternalError extends Error {
  override readonly name = 'InternalError';
}
