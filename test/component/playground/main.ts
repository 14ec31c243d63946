import { mount } from 'svelte'
import Playground from './playground.svelte'

mount(Playground, { target: document.getElementById('app') as HTMLElement })
