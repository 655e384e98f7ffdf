/// Columns of `metrics.csv` that say how well explanations lay on the object after each epoch.
package enum AlignmentColumn {
  package static let score = "obalex"
  package static let uniform = "obalex_uniform"
  package static let images = "obalex_images"

  /// The columns that are drawn, and what the figure calls them.
  package static let curves = [(score, "map"), (uniform, "uniform map")]
}
