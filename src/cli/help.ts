import type {Interfaces} from '@oclif/core';
import {Help as OclifHelp} from '@oclif/core/help';

/**
 * People type `kubectl netpol`, so help says that. The program's name in the configuration stays `kubectl-netpol`,
 * since oclif makes names of environment variables of it (ecosystem.md section 4).
 */
export default class Help extends OclifHelp {
  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    const shown = Object.create(config, {bin: {value: 'kubectl netpol', enumerable: true}});
    super(shown, {...options, flagSortOrder: 'none'});
  }
}
