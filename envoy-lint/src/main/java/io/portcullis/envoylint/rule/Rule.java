package io.portcullis.envoylint.rule;

/**
 * One kind of mistake.
 *
 * @param id stable, in kebab case
 * @param risk what can go wrong, one sentence
 * @param remedy what to write instead
 * @param source where this has gone wrong, or is laid down
 */
public record Rule(
    String id, Severity severity, String risk, String remedy, String source, Check check) {}
