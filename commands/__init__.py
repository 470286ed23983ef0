"""The commands of `naskh`, a module for each family. They read options, call and print; they decide nothing."""
