/** Starts the interface in the host that it finds itself in. */
import { mount } from 'svelte';

import './styles/base.css';
import { beginAppearance } from './appearance.svelte';
import Door from './features/door/Door.svelte';
import NoHost from './NoHost.svelte';
import { connect } from './platform';

beginAppearance();

const target = document.getElementById('app');
if (target) {
  void connect().then((host) => {
    if (host) mount(Door, { target, props: { host } });
    else mount(NoHost, { target });
  });
}
