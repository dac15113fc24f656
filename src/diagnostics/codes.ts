// The catalogue of diagnostic codes: each with the sentence that heads its entry in docs/errors.md.
// A code is stable once released; there is no catch-all. tests/unit/diagnostics holds this list against the document.

export const diagnosticCodes = {
  // The template language
  JINJA_SYNTAX: 'A template cannot be parsed',
  JINJA_UNDEFINED: 'A template uses a value that is undefined',
  JINJA_TYPE: 'A template applies an operation to a value of the wrong type',
  JINJA_VALUE: 'A template passes a value that an operation does not accept',
  JINJA_LIMIT: 'A template exceeds a bound on time, depth or size',
  JINJA_RAISED: 'A template raises an error of its own',
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;
