import type { aboutEn } from '../en/about';

export const aboutAr = {
  'about.title': 'حول التطبيق',
  'about.keywords': 'إصدار تراخيص مساعدة معلومات',
  'about.what': 'لوحة تحكم لدورة حياة نموذج تعلّم الآلة كلها.',
  'about.licence': 'رخصة Apache 2.0',
  'about.versions': 'الإصدارات',
  'about.version.app': 'Pilothouse',
  'about.version.electron': 'Electron',
  'about.version.chrome': 'Chromium',
  'about.version.node': 'Node.js',
  'about.diagnostics': 'نسخ بيانات التشخيص',
  'about.network': 'ما يخرج من هذا الجهاز',
  'about.network.text':
    'فقط ما يذهب إلى العناوين التي أعددتها: الخوادم في ملف kubeconfig، عبر الوكلاء الذين حددتهم. لا حساب، ولا قياس استخدام، ولا تحقق من التحديثات، ولا شيء يُجلب من مكان آخر.',
  'about.licences': 'أعمال آخرين في هذا التطبيق',
  'about.licences.count': '{count, plural, zero {لا حزم} one {حزمة واحدة} two {حزمتان} few {# حزم} many {# حزمة} other {# حزمة}}',
  'about.licences.search': 'البحث عن حزمة أو رخصة',
  'about.licences.asking': 'تُقرأ التراخيص',
  'about.licences.failed': 'تعذّرت قراءة قائمة التراخيص.',
  'about.licences.none': 'لا توجد حزمة مطابقة.',
  'about.licences.no-text': 'لا تحمل الحزمة نص رخصتها.',
} satisfies Record<keyof typeof aboutEn, string>;
