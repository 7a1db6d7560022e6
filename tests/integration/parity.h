// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::testing {

/// The cases of tests/parity/vectors.json, each as a JSON object.
std::vector<std::string> parityVectors();

/// The name of a vector as a name of a test.
std::string parityName(const std::string& vector);

/// The settings of a vector's hook as JSON: the defaults of OctoPrint-Webhooks, replaced by those of the vector.
std::string parityHook(const std::string& vector);

/// A vector's event in the form that `heraldctl render` reads.
std::string parityEvent(const std::string& vector);

/// Whether OctoPrint-Webhooks rejects the settings of the vector.
bool isRefused(const std::string& vector);

/// Expects that `heraldctl render` printed the vector's requests. tests/parity/README.md has the rules.
void expectParity(const std::string& printed, const std::string& vector);

/// The text at a path of a JSON document.
std::string textAt(std::string_view json, const std::string& path);

}  // namespace herald::testing
