package io.higuma.leader;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks the client whose writes are refused, before they are sent, unless this replica leads. */
@Qualifier
@Retention(RUNTIME)
@Target({METHOD, PARAMETER})
public @interface WhileLeading {}
