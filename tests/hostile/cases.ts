// All of them.

import { addressCases } from './addresses.ts';
import { dataCases } from './data.ts';
import type { HostileCase } from './hostile-case.ts';
import { settingCases } from './settings.ts';
import { templateCases } from './templates.ts';

export const hostileCases: readonly HostileCase[] = [...templateCases, ...settingCases, ...dataCases, ...addressCases];
