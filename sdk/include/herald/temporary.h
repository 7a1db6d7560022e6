// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <type_traits>

namespace herald::inline v1 {

/// Holds for an argument that ends with its expression. A function that returns a view into an argument is deleted for
/// these, since the view would dangle: `auto name = jsonAt(answer(), "name");` does not compile. Name the text first.
template <typename Argument, typename Type>
concept TemporaryOf = std::same_as<std::remove_const_t<Argument>, Type>;

}  // namespace herald::inline v1
