package org.hepto.sml;

/**
 * How much one stream may hold.
 *
 * @param bytes received bytes of one stream
 * @param inflated bytes after decompression
 * @param nodes node states in one push/pull
 */
record StreamLimits(int bytes, int inflated, int nodes) {}
