#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::testing {

/// The cases of tests/parity/vectors.json, each as a JSON object.
std::vector<std::string> parityVectors();

/// A vector's name as a test's.
std::string parityName(const std::string& vector);

/// The settings of a vector's hook as JSON: the seed plugin's defaults with the vector's own over them.
std::string parityHook(const std::string& vector);

/// A vector's event as `heraldctl render` takes it.
std::string parityEvent(const std::string& vector);

/// What the plugin refuses to send.
bool isRefused(const std::string& vector);

/// Compares what `heraldctl render` printed with the vector's requests, by the rules of tests/parity/README.md.
void expectParity(const std::string& printed, const std::string& vector);

/// The text at a path of a JSON document.
std::string textAt(std::string_view json, const std::string& path);

}  // namespace herald::testing
