package dev.tracing.sample.offers;

/**
 * An offer.
 *
 * @param article the article
 * @param available how many there are
 * @param discount the discount in percent
 */
record Offer(String article, int available, int discount) {

}
