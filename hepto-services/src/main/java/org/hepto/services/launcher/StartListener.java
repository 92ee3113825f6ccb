package org.hepto.services.launcher;

/** Hears how the start of a node goes. */
public interface StartListener {
    /**
     * Called before something takes long.
     *
     * @param line says what
     */
    void progress(String line);

    /** Called once, when nothing was refused and the node is about to be made. */
    void accepted();
}
