package io.portcullis.token.http;

import java.util.ArrayList;
import java.util.List;

/** The paths of one listener. */
public final class Routes {
  /**
   * @param method in upper case
   * @param path exact, but for parameters in braces
   */
  record Route(String method, String path, Endpoint endpoint) {}

  private final List<Route> routes = new ArrayList<>();

  public Routes get(String path, Endpoint endpoint) {
    return add("GET", path, endpoint);
  }

  public Routes post(String path, Endpoint endpoint) {
    return add("POST", path, endpoint);
  }

  Routes options(String path, Endpoint endpoint) {
    return add("OPTIONS", path, endpoint);
  }

  Routes delete(String path, Endpoint endpoint) {
    return add("DELETE", path, endpoint);
  }

  List<Route> all() {
    return List.copyOf(routes);
  }

  private Routes add(String method, String path, Endpoint endpoint) {
    routes.add(new Route(method, path, endpoint));
    return this;
  }
}
