package io.portcullis.token.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** Renders pages by templates that were compiled with us; what is shown is escaped by them. */
public final class Pages {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  public String login(Texts texts, LoginPage page) {
    return render("login.jte", texts, page);
  }

  public String leave(Texts texts, LeavePage page) {
    return render("leave.jte", texts, page);
  }

  public String consent(Texts texts, ConsentPage page) {
    return render("consent.jte", texts, page);
  }

  public String logout(Texts texts, LogoutPage page) {
    return render("logout.jte", texts, page);
  }

  public String sessions(Texts texts, SessionsPage page) {
    return render("sessions.jte", texts, page);
  }

  public String message(Texts texts, MessagePage page) {
    return render("message.jte", texts, page);
  }

  private String render(String template, Texts texts, Object page) {
    StringOutput html = new StringOutput();
    engine.render(template, Map.of("texts", texts, "page", page), html);
    return html.toString();
  }
}
