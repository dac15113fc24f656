// The one place where what a run says is made fit to be shown and kept: secrets leave its messages. Names, paths, counts and rows
// pass as they are; what templates log was masked where they logged it.

import { assertNever } from '../base/assert-never.ts';
import { maskDiagnostic, maskMessage } from '../diagnostics/mask-secrets.ts';
import type { NodeOutcome, RunEvent, TestOutcome } from './event.ts';
import type { LoadReport } from './load/load-report.ts';

/** `secrets` as maskMessage takes them. */
export function maskEvent(event: RunEvent, secrets: readonly string[]): RunEvent {
  switch (event.kind) {
    case 'nodeFinished':
      return { ...event, outcome: ofNode(event.outcome, secrets) };
    case 'testFinished':
      return { ...event, outcome: ofTest(event.outcome, secrets) };
    case 'retried':
      return { ...event, reason: maskMessage(event.reason, secrets) };
    case 'diagnostic':
      return { ...event, diagnostic: maskDiagnostic(event.diagnostic, secrets) };
    case 'said':
    case 'runStarted':
    case 'nodeStarted':
    case 'lockWaited':
    case 'qualityMeasured':
    case 'runFinished':
      return event;
    default:
      return assertNever(event);
  }
}

function ofNode(outcome: NodeOutcome, secrets: readonly string[]): NodeOutcome {
  switch (outcome.status) {
    case 'success':
    case 'unchanged': {
      const warnings = outcome.warnings.map((warning) => maskDiagnostic(warning, secrets));
      return { ...outcome, warnings, loads: ofLoads(outcome.loads, secrets) };
    }
    case 'failed': {
      const diagnostics = outcome.diagnostics.map((diagnostic) => maskDiagnostic(diagnostic, secrets));
      return { ...outcome, diagnostics, loads: ofLoads(outcome.loads, secrets) };
    }
    case 'skipped':
    case 'cancelled':
      return outcome;
    default:
      return assertNever(outcome);
  }
}

function ofTest(outcome: TestOutcome, secrets: readonly string[]): TestOutcome {
  switch (outcome.status) {
    case 'pass':
    case 'warn':
    case 'fail':
      return { ...outcome, sentence: maskMessage(outcome.sentence, secrets) };
    case 'error':
      return { ...outcome, diagnostics: outcome.diagnostics.map((diagnostic) => maskDiagnostic(diagnostic, secrets)) };
    case 'skipped':
    case 'cancelled':
      return outcome;
    default:
      return assertNever(outcome);
  }
}

function ofLoads(loads: readonly LoadReport[], secrets: readonly string[]): readonly LoadReport[] {
  const pages = (all: LoadReport['failed']) =>
    all.map((page) => ({ ...page, reason: maskMessage(page.reason, secrets) }));
  return loads.map((load) => ({ ...load, failed: pages(load.failed), standing: pages(load.standing) }));
}
