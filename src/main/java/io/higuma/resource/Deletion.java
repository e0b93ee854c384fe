package io.higuma.resource;

/** What becomes of an object that is in use, when somebody deletes it. */
public enum Deletion {
  PROTECTED,
  UNSAFE
}
