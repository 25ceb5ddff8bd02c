/** Starts the interface in the host that it finds itself in. */
import { mount } from 'svelte';

import './styles/base.css';
import App from './App.svelte';
import NoHost from './NoHost.svelte';
import { connect } from './platform';

const target = document.getElementById('app');
if (target) {
  const host = connect();
  if (host) mount(App, { target, props: { host } });
  else mount(NoHost, { target });
}
