/** What an operating system's installer would ask, answered beforehand: values in, text out. */
package io.kvmsdk.unattended;
