package io.portcullis.token.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form for e-mail address and password.
 *
 * @param action where it is posted
 * @param app name of the app that asks; nothing where none does
 * @param email what is filled in already
 * @param problem why the last try failed
 * @param providers other ways to log in; often none
 * @param providerAction where the choice of one is posted
 */
public record LoginPage(
    String action,
    String csrf,
    @Nullable String app,
    String email,
    @Nullable Notice problem,
    List<Provider> providers,
    String providerAction) {
  public LoginPage {
    providers = List.copyOf(providers);
  }

  /** Another provider, and the name that users know it by. */
  public record Provider(String id, String name) {}
}
