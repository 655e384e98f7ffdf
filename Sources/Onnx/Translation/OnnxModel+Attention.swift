extension OnnxModel {
  /// Whether matrices that hang on the image are multiplied, as in transformers.
  ///
  /// What is made of shapes alone hangs on no image.
  var hasAttention: Bool {
    var computed = Set(inputs.map(\.name))
    for node in nodes {
      if node.type == "Shape" || node.type == "Size" { continue }
      let given = node.inputs.filter(computed.contains)
      if node.type.hasSuffix("Attention") { return true }
      if ["MatMul", "Einsum"].contains(node.type), given.count > 1 { return true }
      if !given.isEmpty { computed.formUnion(node.outputs) }
    }
    return false
  }
}
