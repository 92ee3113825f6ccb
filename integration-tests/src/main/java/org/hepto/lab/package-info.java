/**
 * The lab: hosts as User-Mode-Linux processes, joined by a switch in this JVM that can behave like a WAN.
 *
 * <p>Begin at {@link org.hepto.lab.Lab}; tests use {@link org.hepto.lab.LabTest}.
 */
package org.hepto.lab;
