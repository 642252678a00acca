//! What a file of a case is.

code_list! {
    /// The kinds of files that a case has. Nothing among them can run.
    MediaKind = "media_kind" {
        Jpeg = "jpeg", "写真", "Photo";
        Png = "png", "画像（PNG）", "Picture (PNG)";
        Webp = "webp", "画像（WebP）", "Picture (WebP)";
        Pdf = "pdf", "PDF", "PDF";
    }
}
