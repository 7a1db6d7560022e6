#pragma once

/// Marks what the SDK library offers. Everything else, in the SDK and in every plugin, has hidden visibility, so that
/// two plugins with a class of the same name cannot end up running each other's code.
#define HERALD_API __attribute__((visibility("default")))
