package io.portcullis.token.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.token.issuance.Revocations;
import io.portcullis.token.limit.RateLimit;
import io.portcullis.token.limit.RateLimits;
import io.portcullis.token.limit.Verdict;
import io.portcullis.token.revocation.RevocationOutcome;
import io.portcullis.token.revocation.RevocationRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /admin/v1/revocations}: one, or up to 1,000 that succeed or fail each for itself. */
final class RevocationsEndpoint implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationsEndpoint.class);
  private static final String BULK = "revocations";
  private static final int MAX_BULK = 1000;

  /** The one caller there is. */
  private static final String BOOTSTRAP = "bootstrap";

  private final Revocations revocations;
  private final RevocationOrders orders;
  private final RateLimits limits;

  RevocationsEndpoint(Revocations revocations, RevocationOrders orders, RateLimits limits) {
    this.limits = limits;
    this.revocations = revocations;
    this.orders = orders;
  }

  @Override
  public Reply answer(Call call) {
    return switch (limits.take(RateLimit.REVOKE_PER_CALLER, BOOTSTRAP)) {
      case Verdict.Allowed() -> revoke(call);
      case Verdict.Exhausted exhausted -> RateLimitReplies.problem(call, exhausted);
    };
  }

  private Reply revoke(Call call) {
    JsonBody body = JsonBody.of(call);
    return body.object().has(BULK) ? bulk(call, body.object()) : single(call, body);
  }

  private Reply single(Call call, JsonBody body) {
    RevocationOrder order = orders.parse(body);
    RevocationOutcome outcome = revocations.revoke(order.request());
    note(call, order, outcome);
    return switch (outcome) {
      case RevocationOutcome.Revoked revoked -> Reply.json(200, order.toJson(revoked));
      case RevocationOutcome.Unavailable unavailable ->
          Problem.unavailable().reply(call).retryAfter(unavailable.retryAfter());
    };
  }

  private Reply bulk(Call call, ObjectNode body) {
    if (!(body.get(BULK) instanceof ArrayNode elements) || body.size() != 1) {
      throw new Refusal(
          Problem.validationFailed("'revocations' must be a list, and the only member."));
    }
    if (elements.isEmpty() || elements.size() > MAX_BULK) {
      throw new Refusal(
          Problem.validationFailed("'revocations' must hold 1 to " + MAX_BULK + " elements."));
    }
    List<Object> results = new ArrayList<>();
    List<RevocationOrder> good = new ArrayList<>();
    for (JsonNode element : elements) {
      results.add(parse(call, element, good));
    }
    return Reply.json(200, Map.of("results", filled(call, results, good)));
  }

  /** The order, also put to the good ones, or the problem it has. */
  private Object parse(Call call, JsonNode element, List<RevocationOrder> good) {
    try {
      if (!(element instanceof ObjectNode object)) {
        throw new Refusal(Problem.validationFailed("An element must be an object."));
      }
      RevocationOrder order = orders.parse(new JsonBody(object));
      good.add(order);
      return order;
    } catch (Refusal refusal) {
      return refusal.problem().toJson(call.requestId());
    }
  }

  /** Puts in each good order's place what became of it. */
  private List<Object> filled(Call call, List<Object> results, List<RevocationOrder> good) {
    List<RevocationRequest> requests = good.stream().map(RevocationOrder::request).toList();
    Iterator<RevocationOutcome> outcomes =
        (requests.isEmpty() ? List.<RevocationOutcome>of() : revocations.revoke(requests))
            .iterator();
    List<Object> filled = new ArrayList<>();
    for (Object result : results) {
      filled.add(
          result instanceof RevocationOrder order
              ? outcomeJson(call, order, outcomes.next())
              : result);
    }
    return filled;
  }

  private static Map<String, Object> outcomeJson(
      Call call, RevocationOrder order, RevocationOutcome outcome) {
    note(call, order, outcome);
    return switch (outcome) {
      case RevocationOutcome.Revoked revoked -> order.toJson(revoked);
      case RevocationOutcome.Unavailable _ -> {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", order.typeName());
        json.put("id", order.request().id());
        json.putAll(Problem.unavailable().toJson(call.requestId()));
        yield json;
      }
    };
  }

  private static void note(Call call, RevocationOrder order, RevocationOutcome outcome) {
    LOG.info(
        "admin.revocation: {} {} by the bootstrap credential, request {}: {}; reason: {}",
        order.typeName(),
        order.request().id(),
        call.requestId(),
        outcome instanceof RevocationOutcome.Revoked ? "durable" : "unavailable",
        order.reason());
  }
}
