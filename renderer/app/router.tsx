import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../data/address';
import { Frame } from './frame';
import { NotFound, ScreenFailure, ScreenLoading } from './screen-states';
import { SCREENS } from './screens';

const rootRoute = createRootRoute({ component: Frame });

const routes = SCREENS.map(({ id, path, view, prepare }) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path: path ?? `/${id}`,
    component: lazyRouteComponent(view, 'View'),
    errorComponent: ScreenFailure,
    beforeLoad: () => prepare?.(),
  }),
);
const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: `/${SCREENS[0]?.id ?? ''}`, replace: true });
  },
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([home, ...routes]),
  history: createHashHistory(),
  parseSearch,
  stringifySearch,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ScreenFailure,
  defaultPendingComponent: ScreenLoading,
  defaultPreload: false,
  scrollRestoration: false,
});
