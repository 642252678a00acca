//! The list of what the audit trail (監査記録) tells.

code_list! {
    /// What someone did that the trail tells of.
    Deed = "deed" {
        Read = "read", "閲覧", "Read";
        Wrote = "wrote", "記録の入力", "Wrote";
        Attached = "attached", "写真・書類の受領", "Received a file";
        Fetched = "fetched", "写真・書類の端末への送付", "Sent a file to a device";
        FileOpened = "file_opened", "写真・書類の閲覧", "Opened a file";
        Printed = "printed", "印刷", "Printed";
        Disclosed = "disclosed", "開示用の写し", "Copy for disclosure";
        Exported = "exported", "書き出し", "Exported";
        Deleted = "deleted", "削除", "Deleted";
        Shared = "shared", "共有", "Shared";
        Withdrew = "withdrew", "共有の取消し", "Withdrew the sharing of";
        ShareEnded = "share_ended", "共有期間の終了", "Sharing came to its end";
        Restricted = "restricted", "閲覧の制限", "Restricted";
        Opened = "opened", "制限の解除", "Opened to the desk";
        BrokeGlass = "broke_glass", "理由を記して開いた", "Opened for a reason";
        SignedIn = "signed_in", "サインイン", "Signed in";
        SignInFailed = "sign_in_failed", "サインインの失敗", "Failed to sign in";
        LockedOut = "locked_out", "締め出し（失敗が続いたため）", "Locked out after failures";
        SignedOut = "signed_out", "サインアウト", "Signed out";
        SessionsEnded = "sessions_ended", "ほかのサインインの終了", "Ended other sessions";
        Unlocked = "unlocked", "ロックの解除", "Unlocked";
        UnlockFailed = "unlock_failed", "ロック解除の失敗", "Failed to unlock";
        KeyDestroyed = "key_destroyed", "端末の鍵の破棄", "Key on the device destroyed";
        PasswordChanged = "password_changed", "パスワードの変更", "Password changed";
        SecondFactorSetUp = "second_factor_set_up", "2段階認証の設定", "Second factor set up";
        SecondFactorRemoved = "second_factor_removed", "2段階認証の解除", "Second factor removed";
        PasskeyAdded = "passkey_added", "パスキーの登録", "Passkey added";
        PasskeyRemoved = "passkey_removed", "パスキーの削除", "Passkey removed";
        RecoveryCodeUsed = "recovery_code_used", "回復コードの使用", "Recovery code used";
        AccountAdded = "account_added", "アカウントの追加", "Account added";
        AccountChanged = "account_changed", "アカウントの変更", "Account changed";
        DeviceEnrolled = "device_enrolled", "端末の登録", "Device enrolled";
        EnrolmentRuled = "enrolment_ruled", "端末登録の決まりの変更", "Changed the rule of enrolment";
        DeviceLost = "device_lost", "端末の紛失の届け", "Device reported lost";
        DeviceFound = "device_found", "紛失の届けの取消し", "Device found again";
        DeviceWiped = "device_wiped", "端末の記録の消去", "Device wiped";
        CheckedOut = "checked_out", "端末の持出し", "Device checked out";
        Returned = "returned", "端末の返却", "Device returned";
        RetentionRuled = "retention_ruled", "保存年数の変更", "Changed how long records are kept";
        Held = "held", "廃棄の保留", "Held back from disposal";
        HoldEnded = "hold_ended", "廃棄の保留の解除", "No longer held back";
        DisposalProposed = "disposal_proposed", "廃棄の申出", "Disposal proposed";
        DisposalWithdrawn = "disposal_withdrawn", "廃棄の申出の取消し", "Proposal of disposal withdrawn";
        ToldTooMuch = "told_too_much", "端末からの報告が多すぎたため保留", "A device told too much and was put off";
        TrailRead = "trail_read", "監査記録の閲覧", "Read the audit trail";
        Restored = "restored", "バックアップからの復元", "Restored from a backup";
    }
}

impl Deed {
    /// Whether it happens on a device, which reports it when it meets the office. What happens at the office, the office knows.
    #[must_use]
    pub const fn is_witnessed(&self) -> bool {
        matches!(
            self,
            Self::Read
                | Self::FileOpened
                | Self::Printed
                | Self::Disclosed
                | Self::Exported
                | Self::Unlocked
                | Self::UnlockFailed
                | Self::KeyDestroyed
        )
    }
}
